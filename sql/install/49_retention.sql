-- What can be asked of a retention_flow_summary.

CREATE FUNCTION customers_before(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_before' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_before(retention_flow_summary) IS
'Number of customers who paid in the period before; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customers_kept(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_kept' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_kept(retention_flow_summary) IS
'Number of customers who paid in both periods; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customers_lost(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_lost' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_lost(retention_flow_summary) IS
'Number of customers who paid in the period before, and not in the one after; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customers_new(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_new(retention_flow_summary) IS
'Number of customers who paid in the period after, and not in the one before; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customers_earned(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_earned' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_earned(retention_flow_summary) IS
'Number of new customers who came by recommendation; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customers_after(retention_flow_summary) RETURNS bigint
    AS 'MODULE_PATHNAME', 'cm_customers_after' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers_after(retention_flow_summary) IS
'Number of customers who paid in the period after: those kept and the new ones; 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_before(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_before' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_before(retention_flow_summary) IS
'What all customers paid in the period before; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_kept(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_kept' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_kept(retention_flow_summary) IS
'What was kept of the revenue before: of each customer the smaller one of both periods, so that nobody who pays more makes up for who pays less; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_of_kept(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_of_kept' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_of_kept(retention_flow_summary) IS
'What those who paid in both periods paid in the period after, more than before included; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_new(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_new(retention_flow_summary) IS
'What new customers paid in the period after; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_earned(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_earned' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_earned(retention_flow_summary) IS
'What new customers who came by recommendation paid in the period after; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION revenue_after(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_after' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_after(retention_flow_summary) IS
'What all customers paid in the period after: those kept and the new ones; exact, with 4 decimals, in the unit of the amounts. 0 for the empty summary, NULL for NULL.';

CREATE FUNCTION customer_retention(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_customer_retention' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customer_retention(retention_flow_summary) IS
'Customers kept in percent of the customers before, 0 to 100. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION customer_churn(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_customer_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customer_churn(retention_flow_summary) IS
'Customers lost in percent of the customers before, 100 minus the customer retention; also called logo churn. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION gross_revenue_retention(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_gross_revenue_retention' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gross_revenue_retention(retention_flow_summary) IS
'Revenue kept, of each customer the smaller one of both periods, in percent of the revenue before: 0 to 100, since nobody who pays more makes up for who pays less. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before. Source: Farris, Bendle, Pfeifer, Reibstein (2010), Marketing Metrics.';

CREATE FUNCTION net_revenue_retention(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_net_revenue_retention' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_revenue_retention(retention_flow_summary) IS
'What the customers of the period before pay in the period after, in percent of the revenue before: above 100 where those who pay more outweigh what is lost. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before. Source: Reichheld, Darnell, Burns (2021), Net Promoter 3.0, Harvard Business Review 99 (6).';

CREATE FUNCTION revenue_growth(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_revenue_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_growth(retention_flow_summary) IS
'By how many percent the revenue after is above the revenue before, from -100; new customers included. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before.';

CREATE FUNCTION earned_growth(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_earned_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earned_growth(retention_flow_summary) IS
'By how many percent the revenue would have grown by customers who come back and those they recommend to alone: net revenue retention plus the revenue of new customers who came by recommendation, in percent of the revenue before, minus 100. Exact, rounded to 16 decimals. NULL for NULL and where there was no customer before. Source: Reichheld, Darnell, Burns (2021), Net Promoter 3.0, Harvard Business Review 99 (6).';

CREATE FUNCTION earned_growth_share(retention_flow_summary) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_earned_growth_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION earned_growth_share(retention_flow_summary) IS
'Earned growth in percent of the growth of revenue: how much of it was not bought by advertising. Above 100 and below 0 too. Exact, rounded to 16 decimals. NULL for NULL, where there was no customer before, and where revenue does not grow. Source: Reichheld, Darnell, Burns (2021), Net Promoter 3.0, Harvard Business Review 99 (6).';

CREATE FUNCTION customer_retention_ci_low(retention_flow_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_customer_retention_ci_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customer_retention_ci_low(retention_flow_summary, double precision) IS
'Lower bound of the confidence interval of the customer retention, in percent, 0 to 100, to 12 decimals, by Wilson''s method. NULL if any argument is NULL and where there was no customer before. Error 22023 for a confidence outside 0..1. Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.';

CREATE FUNCTION customer_retention_ci_high(retention_flow_summary, confidence double precision DEFAULT 0.95) RETURNS numeric
    AS 'MODULE_PATHNAME', 'cm_customer_retention_ci_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customer_retention_ci_high(retention_flow_summary, double precision) IS
'Upper bound of the confidence interval of the customer retention: see customer_retention_ci_low, with the same arguments, NULLs and errors.';
