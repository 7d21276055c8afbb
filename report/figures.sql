-- The figures of all answers together.
SELECT '<div class="figures"><div class="figure"><span class="faint">' || :'label' || '</span><b id="total">' || pg_temp.shown(:metric(s), :decimals)
       || '</b><span class="faint">from ' || pg_temp.shown(:ci_low(s), :decimals) || ' to ' || pg_temp.shown(:ci_high(s), :decimals) || '</span></div>'
       || '<div class="figure"><span class="faint">answers</span><b>' || pg_temp.counted(responses(s)) || '</b><span class="faint">of ' || pg_temp.counted(rows) || CASE rows WHEN 1 THEN ' row' ELSE ' rows' END || '</span></div>'
       || '<div class="figure"><span class="faint">mean answer</span><b>' || pg_temp.shown(mean(s), 2) || '</b><span class="faint">median ' || pg_temp.shown(median(s), 1) || '</span></div></div>'
FROM report_total;
