-- Corrections of points that wait for a second pair of eyes, numbered like everything else.
create sequence number_adjustments increment by 10 start with 1000;
