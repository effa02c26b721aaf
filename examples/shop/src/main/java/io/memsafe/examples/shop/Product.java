package io.memsafe.examples.shop;

/**
 * Something that is sold.
 *
 * @param id of it
 * @param name for people
 * @param description for people
 * @param cents its price
 */
record Product(int id, String name, String description, int cents) {}
