-- Answers such as the dashboards may meet: names of sixty characters, of all scripts, with signs that mean something in
-- HTML and in JavaScript, or of blanks; a segment with one answer, one without scores; months without scores or answers.
\set ON_ERROR_STOP on
CREATE EXTENSION customer_metrics;

CREATE TABLE names (place integer GENERATED ALWAYS AS IDENTITY, segment text, touchpoint text, channel text);
INSERT INTO names (segment, touchpoint, channel) VALUES
  ('North', 'Visit of a technician at the customer''s home, after the second', 'E-mail'),
  ('Small and medium-sized enterprises of the public sector, all', 'Звонок', 'Телефонный опрос после обращения в службу поддержки клиентов'),
  ('Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte', '客服中心电话', '微信'),
  ('Северо-Западный и Приволжский федеральные округа, все города', 'Bill & payment', 'SMS "short"'),
  ('华东地区（上海、江苏、浙江）', '<Web>', '<i>App</i> & web'),
  ('华东地区的所有企业客户以及上海江苏浙江安徽福建江西山东台湾等省市的全部小型商业客户和个人用户的集合体总数目标群众的第一组',
   'Delivery', 'Letter to the whole of the household, with a stamped envelope'),
  ('R&D <b>"labs"</b> & friends', '', NULL);
INSERT INTO names (segment, touchpoint, channel)
SELECT segment, 'Touchpoint no. ' || place, 'E-mail'
FROM unnest(ARRAY['<img src=x onerror="console.error(1)">', '', '   ', NULL, '2024', '10', '9', 'الشرق الأوسط وشمال أفريقيا', '🙂 happy few', 'Île-de-France',
                  'O''Brien', 'name', 'Ελλάδα & Κύπρος', '日本・関東', '한국 수도권', 'ราชอาณาจักรไทย', 'A', 'a', '{a} {b} ${c} `d`', '100%',
                  'South-east, north-west', 'Düsseldorf', 'İstanbul', 'Łódź']) WITH ORDINALITY AS more (segment, place);

-- Whoever is pleased by the draw gives a high score, and says so in the comment.
CREATE TABLE answers AS
SELECT date '2022-03-01' + (n * 7919) % 730 AS day, s.segment, t.touchpoint, c.channel,
       CASE WHEN n % 17 > 0 THEN greatest(0, least(10, 11 * draw / 1000 + s.place % 5 - (n * 7919 % 730 > 480)::integer)) END AS score,
       1 + (n * n) % 5 AS rating, CASE WHEN n % 2 = 0 THEN 1 + n % 7 END AS effort,
       CASE WHEN n % 3 = 0 THEN
         CASE WHEN draw > 700 THEN 'Great service, thank you!'
              WHEN draw < 200 THEN 'Terrible waiting. ' || repeat('It never works. ', n % 40)
              ELSE (ARRAY['Отличный сервис, спасибо', '服务很好，但是等待时间太长了。', '<script>alert(1)</script> & "quotes" <b>bold</b>',
                          E'First line\nsecond line\n\n- a list', 'http://example.org/' || repeat('very-long-address/', 12)])[1 + draw % 5] END
       END AS comment
FROM generate_series(1, 20000) AS n CROSS JOIN LATERAL (SELECT (n * 2654435761) / 97 % 1000 AS draw) AS drawn
     JOIN names AS s ON s.place = 1 + (n * n / 7 + n) % 31 JOIN names AS t ON t.place = 1 + n % 15 JOIN names AS c ON c.place = 1 + n % 7
-- On the page of comments, the newest are the first.
UNION ALL SELECT '2024-02-29', 'North', '<Web>', 'E-mail', 3, 2, 4, comment
FROM unnest(ARRAY['<script>alert(1)</script> & "quotes" <img src=x onerror="console.error(2)">', 'http://example.org/' || repeat('very-long-address/', 12),
                  repeat('Terrible, it never works. ', 60), repeat('服务很好，但是等待时间太长了。', 20)]) AS comment
UNION ALL SELECT '2023-05-05', 'only one answer', 'Звонок', 'E-mail', 7, 3, 4, '🙂'
UNION ALL SELECT date '2023-05-05' + n, 'only without scores', 'Звонок', 'E-mail', NULL, 3, NULL, NULL FROM generate_series(0, 20) AS n;
DELETE FROM answers WHERE day >= '2022-09-01' AND day < '2022-10-01';
UPDATE answers SET score = NULL WHERE day >= '2023-02-01' AND day < '2023-03-01';

CREATE VIEW survey_responses AS SELECT * FROM answers;
