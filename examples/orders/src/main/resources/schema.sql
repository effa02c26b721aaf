-- Without a key: an order that was written twice would be there twice.
create table if not exists orders (
    number bigint not null,
    customer varchar(100) not null,
    positions integer not null,
    cents bigint not null
);
