-- Requests for data that the directory does not show, numbered like everything else.
create sequence number_disclosures increment by 10 start with 1000;
