-- A sample for trying things out: two years of survey answers given to a provider of internet access.
-- Every value follows from the row's number through SHA-256, so the sample is the same on every server.
--
-- What is hidden in it, for the report to find:
--   * the segments differ, and the small and pleased ones answer most, so the raw figures flatter;
--   * a network migration spoils the last quarter of 2023;
--   * in 2024 the surveys move from telephone to SMS, where answers are harsher: every channel gets better,
--     and the total gets worse (Simpson's paradox);
--   * in the yearly survey reliability matters most, support most of all to companies and price to students, and it is
--     price and support that people are least satisfied with.
\set ON_ERROR_STOP on
-- A slow server makes do with fewer: psql -v responses=2000.
\if :{?responses}
\else
\set responses 200000
\endif
\set customers 40000

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS customer_metrics;

-- The k-th (0 to 9) of the ten numbers from 0 up to 1 that a digest holds.
CREATE FUNCTION pg_temp.draw(digest bytea, k integer) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
  SELECT (get_byte(digest, 3 * k) * 65536 + get_byte(digest, 3 * k + 1) * 256 + get_byte(digest, 3 * k + 2))
         / 16777216.0::double precision
$$;

-- A rating of 1..5 that is about what somebody thinks, for a number from 0 up to 1.
CREATE FUNCTION pg_temp.rating(opinion double precision, draw double precision) RETURNS smallint
LANGUAGE sql IMMUTABLE AS $$
  SELECT least(5, greatest(1, floor(opinion + 2.4 * draw - 0.7)))::smallint
$$;

-- ---- Who answers ---------------------------------------------------------------------------------------------

-- The customer base, and the share of the answers that each segment gives.
CREATE TABLE segments (
  segment         text PRIMARY KEY,
  customer_base   integer NOT NULL,
  share_of_answers numeric NOT NULL
);
INSERT INTO segments VALUES
  ('Consumer',       580000, 0.35),
  ('Student',        220000, 0.10),
  ('Small business', 160000, 0.30),
  ('Enterprise',      40000, 0.25);

CREATE TABLE customers (
  customer_id integer PRIMARY KEY,
  segment     text NOT NULL REFERENCES segments,
  region      text NOT NULL,
  joined_on   date NOT NULL
);
INSERT INTO customers
SELECT n,
       CASE WHEN s < 0.35 THEN 'Consumer' WHEN s < 0.45 THEN 'Student'
            WHEN s < 0.75 THEN 'Small business' ELSE 'Enterprise' END,
       (ARRAY['North', 'East', 'South', 'West'])[1 + floor(4 * r)::integer],
       date '2015-01-01' + floor(2900 * j)::integer
FROM generate_series(1, :customers) AS n,
     LATERAL (SELECT sha256(convert_to('customer ' || n, 'UTF8')) AS digest OFFSET 0) AS d,
     LATERAL (SELECT pg_temp.draw(digest, 0) AS s, pg_temp.draw(digest, 1) AS r, pg_temp.draw(digest, 2) AS j) AS u;

-- ---- What they say -------------------------------------------------------------------------------------------

-- A comment is one of the first sentences, which belong to a touchpoint, and in half of the cases one of the second.
CREATE TEMPORARY TABLE sentences (
  mood text, touchpoint text, number integer, sentence text, PRIMARY KEY (mood, touchpoint, number)
);
INSERT INTO sentences
SELECT mood, touchpoint, ordinality - 1, sentence
FROM (VALUES
  ('glad', 'Installation', ARRAY[
    'The engineer was friendly and finished early.', 'Everything was up and running within an hour.',
    'Very clean work, and he explained the router to my mother.', 'No mess, no waiting, great job!',
    'The installation was easier than I had feared.', 'On time to the minute, which I did not expect.']),
  ('glad', 'Billing', ARRAY[
    'The bill is finally easy to understand.', 'A wrong charge was refunded the same day.',
    'I love the new invoice in the app.', 'No hidden fees, not even for the second line.',
    'The discount was applied without my asking.', 'Fair price and an honest bill.']),
  ('glad', 'Support call', ARRAY[
    'Maria solved in five minutes what I had tried for days.', 'I spoke to a real person at once, wonderful.',
    'Very patient and extremely helpful.', 'She called back as promised and it works perfectly now.',
    'The best support that I have had from any provider.', 'Quick answer, problem gone.']),
  ('glad', 'Outage', ARRAY[
    'The outage was short, and you told us in advance.', 'I got a text every hour until it was fixed, excellent.',
    'These things happen, and you handled it well.', 'Back online before breakfast, thank you.',
    'The credit for the lost day was a nice surprise.', 'The technician did not leave until it worked.']),
  ('glad', 'Renewal', ARRAY[
    'Renewed in two clicks, super simple.', 'A better price for staying, that is how to treat loyal customers.',
    'No pressure and a clear offer.', 'I looked around and you are still the best.',
    'Happy to stay another two years.', 'The faster line costs me nothing extra, amazing.']),
  ('glad', 'Store visit', ARRAY[
    'The shop is bright and the staff know what they talk about.', 'Great advice, and he did not try to sell me more than I need.',
    'I was served at once.', 'They set up my phone for me, so kind.',
    'Lovely team in the city shop.', 'My old contract was moved over without any trouble.']),
  ('even', 'Installation', ARRAY[
    'It works, but the appointment was moved once.', 'The engineer was good, the waiting less so.',
    'Fine in the end.', 'The cable could have been laid more neatly.',
    'All right, though nobody showed me the settings.', 'It took longer than promised.']),
  ('even', 'Billing', ARRAY[
    'The bill is correct but hard to read.', 'Prices are okay, not cheap.',
    'I would like one invoice for both lines.', 'It was explained to me, though only after I asked twice.',
    'The refund came, a bit late.', 'Nothing special.']),
  ('even', 'Support call', ARRAY[
    'The problem is solved, the music on hold is not.', 'Helpful, but I had to explain it twice.',
    'Decent help after a long wait.', 'It is working for now.',
    'The chat was slow, the call was better.', 'Not bad, not great.']),
  ('even', 'Outage', ARRAY[
    'It was repaired the same day, but nobody told us anything.', 'The message came after the line was back.',
    'An hour without internet is not the end of the world.', 'This is the second time this year.',
    'I could work from the library, so no harm done.', 'It works again.']),
  ('even', 'Renewal', ARRAY[
    'The offer is fine, the form is long.', 'New customers still get more.',
    'I stay because changing is work.', 'The price went up a little.',
    'I would have liked a choice of dates.', 'Okay.']),
  ('even', 'Store visit', ARRAY[
    'Friendly people, but too few of them.', 'I got what I came for after half an hour.',
    'The phone that I wanted was not in stock.', 'They sent me to the website in the end.',
    'Average.', 'The shop is nice, the parking is not.']),
  ('cross', 'Installation', ARRAY[
    'I waited three weeks and nobody came.', 'He drilled through my wall and left a terrible mess.',
    'Two appointments were missed without a call.', 'Still no connection, I am very disappointed.',
    'The engineer was rude and in a hurry.', 'Nothing works since the installation.']),
  ('cross', 'Billing', ARRAY[
    'You charged me twice and refuse to refund it.', 'The bill is wrong every single month.',
    'Hidden fees everywhere, this is not what was agreed.', 'A ridiculous price for such a slow line.',
    'I was billed for a service that I never ordered.', 'Impossible to understand and impossible to cancel.']),
  ('cross', 'Support call', ARRAY[
    'Forty minutes on hold, then the line went dead.', 'Nobody knows anything and nobody calls back.',
    'The worst support ever!', 'I was passed on four times and the problem is not solved.',
    'The advice was wrong and made it worse.', 'The agent was unfriendly and did not listen.']),
  ('cross', 'Outage', ARRAY[
    'Three days without internet and not one word from you.', 'Since the migration the line drops every evening.',
    'I lost a whole day of work, this is unacceptable.', 'The hotline was dead as well, what a disaster.',
    'You promised two hours, it took two days.', 'It fails again and again, horrible.']),
  ('cross', 'Renewal', ARRAY[
    'You raised the price after ten years, shame on you.', 'The contract was renewed without my consent.',
    'I tried to cancel and was ignored.', 'Loyal customers are punished here.',
    'The offer on the phone was a lie.', 'I will not renew, it is just not worth it.']),
  ('cross', 'Store visit', ARRAY[
    'I was sold a contract that I do not need.', 'An hour of waiting for a rude answer.',
    'They could not help me at all.', 'The shop was closed during opening hours.',
    'Bad advice, a broken phone and no apology.', 'Nobody there cares.']),
  ('glad', 'any', ARRAY[
    'Thank you!', 'I have told my neighbours about you.', 'Keep it up.', 'I can only recommend it.',
    'It could not have gone better.', 'Five stars.', 'A real pleasure.', 'That is good service :)']),
  ('even', 'any', ARRAY[
    'We will see how it goes.', 'There is room for improvement.', 'That is all.', 'My neighbours say the same.',
    'I expected a little more.', 'No complaints otherwise.', 'It could be worse.', 'I am still comparing.']),
  ('cross', 'any', ARRAY[
    'I am leaving as soon as I can.', 'Never again.', 'Please do something about it!', 'I want my money back.',
    'This used to be a good company.', 'I am really angry.', 'My business depends on this.', 'What a waste of time :('])
) AS moods (mood, touchpoint, sentences), unnest(sentences) WITH ORDINALITY AS s (sentence);

-- ---- The answers ---------------------------------------------------------------------------------------------

CREATE TABLE responses (
  response_id  integer PRIMARY KEY,
  customer_id  integer NOT NULL REFERENCES customers,
  responded_on date NOT NULL,
  segment      text NOT NULL,
  channel      text NOT NULL,
  touchpoint   text NOT NULL,
  score        smallint,          -- would you recommend us? 0..10, NULL: not answered
  rating       smallint,          -- how satisfied are you? 1..5
  effort       smallint,          -- "it was easy": 1..7, asked where there was something to get done
  weight       numeric NOT NULL,  -- customers of the segment per answer, 1 on average
  comment      text
);

INSERT INTO responses
WITH draws AS MATERIALIZED (
  SELECT n,
         sha256(convert_to('response ' || n, 'UTF8')) AS a,
         sha256(convert_to('response ' || n || ' again', 'UTF8')) AS b,
         -- More and more surveys are sent: the days go by ever faster in the row's number.
         date '2023-01-01' + floor(731 * (1.3 - 0.3 * (n - 0.5) / :responses) * (n - 0.5) / :responses)::integer AS day
  FROM generate_series(1, :responses) AS n
), contacts AS MATERIALIZED (
  SELECT n, a, b, day, customer_id, segment,
         CASE WHEN day < '2024-01-01'
           THEN CASE WHEN c < 0.50 THEN 'Telephone' WHEN c < 0.72 THEN 'Email' WHEN c < 0.90 THEN 'App' ELSE 'SMS' END
           ELSE CASE WHEN c < 0.10 THEN 'Telephone' WHEN c < 0.30 THEN 'Email' WHEN c < 0.50 THEN 'App' ELSE 'SMS' END
         END AS channel,
         CASE WHEN t < 0.17 THEN 'Installation' WHEN t < 0.38 THEN 'Billing' WHEN t < 0.66 THEN 'Support call'
              WHEN t < 0.74 THEN 'Outage' WHEN t < 0.88 THEN 'Renewal' ELSE 'Store visit' END AS touchpoint
  FROM draws
       CROSS JOIN LATERAL (SELECT 1 + floor(:customers * pg_temp.draw(a, 0))::integer AS customer_id,
                                  pg_temp.draw(a, 1) AS c, pg_temp.draw(a, 2) AS t OFFSET 0) AS u
       JOIN customers USING (customer_id)
), opinions AS MATERIALIZED (
  -- How pleased somebody is, about on the scale 0..10 that the recommendation is asked on.
  SELECT *,
         CASE segment WHEN 'Enterprise' THEN 9.4 WHEN 'Small business' THEN 8.8 WHEN 'Consumer' THEN 8.1 ELSE 7.4 END
         + CASE channel WHEN 'Telephone' THEN 1.2 WHEN 'Email' THEN 0.2 WHEN 'App' THEN 0 ELSE -1.3 END
         + CASE touchpoint WHEN 'Installation' THEN 0.3 WHEN 'Billing' THEN -0.5 WHEN 'Support call' THEN -0.2
                           WHEN 'Outage' THEN -1.4 WHEN 'Renewal' THEN 0.1 ELSE 0.5 END
         + CASE WHEN day BETWEEN '2023-10-01' AND '2023-12-31' THEN -1.2 WHEN day >= '2024-01-01' THEN 0.1 ELSE 0 END
         + 4.4 * (pg_temp.draw(a, 3) + pg_temp.draw(a, 4) + pg_temp.draw(a, 5) + pg_temp.draw(a, 6) - 2) AS pleasure
  FROM contacts
), answers AS MATERIALIZED (
  SELECT *,
         CASE WHEN pg_temp.draw(b, 0) >= 0.07
           THEN least(10, greatest(0, floor(pleasure + 0.5))) END::smallint AS score,
         CASE WHEN pg_temp.draw(b, 1) >= 0.12
           THEN least(5, greatest(1, floor(0.45 * pleasure + 1.6 * pg_temp.draw(b, 2)))) END::smallint AS rating,
         CASE WHEN touchpoint IN ('Installation', 'Billing', 'Support call') AND pg_temp.draw(b, 3) >= 0.10
           THEN least(7, greatest(1, floor(0.5 * pleasure + 2.5 * pg_temp.draw(b, 4)
                                           + CASE touchpoint WHEN 'Installation' THEN 0.8 WHEN 'Billing' THEN 0.3 ELSE -0.2 END)))
         END::smallint AS effort,
         -- Now and then the words say something else than the number.
         CASE WHEN pg_temp.draw(b, 5) < 0.05 THEN 'even' WHEN pleasure >= 8.5 THEN 'glad'
              WHEN pleasure >= 6 THEN 'even' ELSE 'cross' END AS mood
  FROM opinions
)
SELECT n, customer_id, day, segment, channel, answers.touchpoint, score, rating, effort,
       -- The segment's part of the customers, divided by its part of the answers.
       round(customer_base / 1000000.0 / share_of_answers, 3),
       CASE WHEN pg_temp.draw(b, 6) < CASE answers.mood WHEN 'cross' THEN 0.5 WHEN 'glad' THEN 0.3 ELSE 0.2 END
         THEN concat_ws(' ', first.sentence, second.sentence) END
FROM answers
     JOIN segments USING (segment)
     JOIN sentences AS first ON first.mood = answers.mood AND first.touchpoint = answers.touchpoint
     LEFT JOIN sentences AS second
       ON second.mood = answers.mood AND second.touchpoint = 'any'
          AND second.number = floor(16 * pg_temp.draw(b, 8))
WHERE first.number = floor(6 * pg_temp.draw(b, 7))
ORDER BY n;

-- ---- A survey of the whole relationship, once a year ----------------------------------------------------------

CREATE TABLE relationship_survey (
  answer_id    integer PRIMARY KEY,
  customer_id  integer NOT NULL REFERENCES customers,
  responded_on date NOT NULL,
  segment      text NOT NULL,
  score        smallint NOT NULL, -- would you recommend us? 0..10
  reliability  smallint,          -- how satisfied are you with ...? 1..5, NULL: can't say
  speed        smallint,
  price        smallint,
  support      smallint,          -- NULL for those who did not need any
  billing      smallint,
  app          smallint
);

-- Who is pleased with one thing is pleased with others, too: that is what makes it hard to tell which of them matters.
INSERT INTO relationship_survey
WITH draws AS MATERIALIZED (
  SELECT n, sha256(convert_to('relationship ' || n, 'UTF8')) AS a, sha256(convert_to('relationship ' || n || ' again', 'UTF8')) AS b
  FROM generate_series(1, least(12000, :responses)) AS n
), moods AS MATERIALIZED (
  SELECT n, a, b, customer_id, segment,
         date '2024-01-01' + floor(366 * (n - 0.5) / least(12000, :responses))::integer AS day,
         2.4 * (pg_temp.draw(a, 1) + pg_temp.draw(a, 2) - 1) AS mood
  FROM draws
       CROSS JOIN LATERAL (SELECT 1 + floor(:customers * pg_temp.draw(a, 0))::integer AS customer_id OFFSET 0) AS u
       JOIN customers USING (customer_id)
), ratings AS MATERIALIZED (
  SELECT *, pg_temp.rating(3.6 + 0.7 * mood, pg_temp.draw(a, 3)) AS reliability,
         pg_temp.rating(3.9 + 0.6 * mood, pg_temp.draw(a, 4)) AS speed, pg_temp.rating(2.9 + 0.6 * mood, pg_temp.draw(a, 5)) AS price,
         pg_temp.rating(3.1 + 0.8 * mood, pg_temp.draw(a, 6)) AS support, pg_temp.rating(4.2 + 0.4 * mood, pg_temp.draw(a, 7)) AS billing,
         -- In the second half of the year there is a new app.
         pg_temp.rating(CASE WHEN day < '2024-07-01' THEN 3.0 ELSE 3.6 END + 0.5 * mood, pg_temp.draw(a, 8)) AS app,
         pg_temp.draw(b, 1) < 0.7 AS needed_support
  FROM moods
), pleasures AS MATERIALIZED (
  SELECT *, 6.9 + 1.1 * (reliability - 3) + 0.4 * (speed - 3)
         + CASE segment WHEN 'Student' THEN 1.3 WHEN 'Consumer' THEN 0.8 ELSE 0.3 END * (price - 3)
         + CASE WHEN NOT needed_support THEN 0 WHEN segment IN ('Enterprise', 'Small business') THEN 1.2 ELSE 0.7 END * (support - 3)
         + 0.1 * (billing - 3) + 0.15 * (app - 3) + 3.6 * (pg_temp.draw(b, 2) + pg_temp.draw(b, 3) - 1) AS pleasure
  FROM ratings
)
SELECT n, customer_id, day, segment, least(10, greatest(0, floor(pleasure + 0.5))),
       CASE WHEN pg_temp.draw(b, 4) < 0.98 THEN reliability END, CASE WHEN pg_temp.draw(b, 5) < 0.98 THEN speed END,
       CASE WHEN pg_temp.draw(b, 6) < 0.97 THEN price END, CASE WHEN needed_support THEN support END,
       CASE WHEN pg_temp.draw(b, 7) < 0.97 THEN billing END, CASE WHEN pg_temp.draw(b, 8) < 0.95 THEN app END
FROM pleasures ORDER BY n;

-- ---- What customers pay ----------------------------------------------------------------------------------------

CREATE TABLE yearly_revenue (
  customer_id integer NOT NULL,
  year        smallint NOT NULL,
  segment     text NOT NULL,
  revenue     numeric(10, 2) NOT NULL,
  PRIMARY KEY (customer_id, year)
);

-- Who came by recommendation, and whose.
CREATE TABLE referrals (
  customer_id integer PRIMARY KEY,
  referred_by integer NOT NULL
);

-- Who was pleased in 2023 stays more often in 2024, and pays more.
INSERT INTO yearly_revenue
WITH moods AS (
  SELECT DISTINCT ON (customer_id) customer_id, nps_category(score) AS category
  FROM responses WHERE score IS NOT NULL AND responded_on < '2024-01-01' ORDER BY customer_id, responded_on DESC, response_id DESC
), paid AS MATERIALIZED (
  SELECT customer_id, segment, category, pg_temp.draw(digest, 1) AS stays, pg_temp.draw(digest, 2) AS change,
         (CASE segment WHEN 'Enterprise' THEN 14000 WHEN 'Small business' THEN 1200 WHEN 'Consumer' THEN 360 ELSE 240 END
          * (0.6 + 0.8 * pg_temp.draw(digest, 0)))::numeric(10, 2) AS revenue
  FROM customers LEFT JOIN moods USING (customer_id),
       LATERAL (SELECT sha256(convert_to('revenue ' || customer_id, 'UTF8')) AS digest OFFSET 0) AS d
)
SELECT customer_id, 2023, segment, revenue FROM paid
UNION ALL
SELECT customer_id, 2024, segment, revenue * (0.95 + 0.3 * change + CASE category WHEN 'promoter' THEN 0.08 WHEN 'detractor' THEN -0.08 ELSE 0 END)
FROM paid
WHERE stays < CASE category WHEN 'promoter' THEN 0.94 WHEN 'detractor' THEN 0.72 ELSE 0.88 END
UNION ALL
-- New ones, whom nobody has asked yet.
SELECT :customers + n, 2024, segment, 0.9 * revenue FROM paid CROSS JOIN LATERAL (SELECT customer_id AS n) AS x WHERE n <= :customers * 0.12
ORDER BY 2, 1;

INSERT INTO referrals
SELECT :customers + n, 1 + floor(:customers * pg_temp.draw(digest, 1))::integer
FROM generate_series(1, floor(:customers * 0.12)::integer) AS n,
     LATERAL (SELECT sha256(convert_to('referral ' || n, 'UTF8')) AS digest OFFSET 0) AS d
WHERE pg_temp.draw(digest, 0) < 0.4 ORDER BY 1;

ALTER TABLE segments DROP COLUMN share_of_answers;
CREATE INDEX ON responses (responded_on);
CREATE INDEX ON responses (customer_id, responded_on);

COMMENT ON TABLE responses IS 'The sample of customer_metrics: 200,000 answers to the surveys of an internet provider';
COMMENT ON TABLE relationship_survey IS 'Once a year: would they recommend us, and how satisfied are they with each side of it?';
COMMENT ON TABLE yearly_revenue IS 'What each customer paid in a year, customers who are not in customers yet too';
COMMENT ON TABLE referrals IS 'New customers who came by recommendation';
COMMENT ON TABLE customers IS 'Those who were asked';
COMMENT ON TABLE segments IS 'Customers of each segment, whether they answered or not';
VACUUM ANALYZE segments;
VACUUM ANALYZE customers;
VACUUM ANALYZE responses;
VACUUM ANALYZE relationship_survey;
VACUUM ANALYZE yearly_revenue;
VACUUM ANALYZE referrals;
