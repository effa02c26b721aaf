create table if not exists product (
    id integer primary key,
    name varchar(100) not null,
    description varchar(400) not null,
    cents integer not null
);
