-- Programs that call the REST door, and what they may call, numbered like everything else.
create sequence number_applications increment by 10 start with 1000;
create sequence number_credentials increment by 10 start with 1000;
