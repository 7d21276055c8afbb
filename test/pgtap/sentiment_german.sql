-- Another language: fifty German words, with negators, intensifiers and a contrast of their own.
\ir include/start.sql

CREATE TABLE german (term text, valence float8, role text);
INSERT INTO german
SELECT term, valence, 'sentiment' FROM (VALUES
    ('gut', 2), ('gute', 2), ('guter', 2), ('gutes', 2), ('super', 2.5), ('toll', 2.5), ('freundlich', 2), ('freundliche', 2), ('freundlicher', 2),
    ('schnell', 1.5), ('schnelle', 1.5), ('schön', 2), ('schöne', 2), ('hilfsbereit', 2), ('zufrieden', 2), ('begeistert', 3), ('perfekt', 3),
    ('empfehle', 2), ('empfehlen', 2), ('lecker', 2.5), ('sauber', 1.5), ('pünktlich', 1.5), ('gerne wieder', 2.5),
    ('schlecht', -2), ('schlechte', -2), ('schlechter', -2), ('furchtbar', -3), ('enttäuscht', -2.5), ('langsam', -1.5), ('teuer', -1),
    ('unfreundlich', -2), ('unfreundliche', -2), ('kaputt', -2), ('ärgerlich', -2), ('Frechheit', -3), ('Problem', -1.5), ('Probleme', -1.5),
    ('schmutzig', -2), ('nie wieder', -3), ('zu spät', -1.5)) v(term, valence)
UNION ALL VALUES ('nicht', -0.5, 'negator'), ('kein', -0.5, 'negator'), ('keine', -0.5, 'negator'), ('ohne', -0.2, 'negator'),
    ('sehr', 0.3, 'intensifier'), ('extrem', 0.5, 'intensifier'), ('etwas', -0.4, 'damper'), ('aber', 0, 'contrast'), ('obwohl', 0, 'concession'),
    ('wäre', 0, 'irrealis');
CREATE TABLE lexicon AS SELECT sentiment_lexicon(term, valence, role) AS de FROM german;

SELECT plan(13);
SELECT is((SELECT count(*) FROM german), 50::bigint, 'fifty words');
SELECT cmp_ok(sentiment('Sehr freundlicher Service, gerne wieder!', de), '>', 0.5::float8, 'praise') FROM lexicon;
SELECT cmp_ok(sentiment('Eine Frechheit. Nie wieder!', de), '<', -0.5::float8, 'complaint') FROM lexicon;
SELECT cmp_ok(sentiment('nicht gut', de), '<', -0.05::float8, 'negation') FROM lexicon;
SELECT cmp_ok(sentiment('keine Probleme', de), '>', 0.05::float8, 'no problems') FROM lexicon;
SELECT cmp_ok(sentiment('sehr gut', de), '>', sentiment('gut', de), 'intensifier') FROM lexicon;
SELECT cmp_ok(sentiment('etwas teuer', de), '>', sentiment('teuer', de), 'damper') FROM lexicon;
SELECT cmp_ok(sentiment('gut, aber schlecht', de), '<', sentiment('schlecht, aber gut', de), 'contrast') FROM lexicon;
SELECT cmp_ok(sentiment('Es wäre schön', de), '<', sentiment('Es ist schön', de), 'irrealis') FROM lexicon;
SELECT is(sentiment('SCHÖN', de), sentiment('schön', de), 'capitals beyond ASCII') FROM lexicon;
SELECT is(sentiment('Ärgerlich', de), sentiment('ärgerlich', de), 'a capital at the start') FROM lexicon;
SELECT is(sentiment('The food was not good', de), 0::float8, 'English is not German') FROM lexicon;
SELECT is(sentiment('good, sehr gut', builtin_lexicon() || de) > sentiment('good', builtin_lexicon() || de), true, 'both languages at once') FROM lexicon;
SELECT * FROM finish();
ROLLBACK;
