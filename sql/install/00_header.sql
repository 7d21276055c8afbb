\echo Use "CREATE EXTENSION customer_metrics" to load this file. \quit

