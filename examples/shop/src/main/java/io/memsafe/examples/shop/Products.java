package io.memsafe.examples.shop;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The products, in a database that has some from the first start on. */
@Repository
class Products implements ApplicationRunner {
    private static final int COUNT = 2_000;

    private final JdbcClient client;
    private final JdbcTemplate template;

    Products(JdbcClient client, JdbcTemplate template) {
        this.client = client;
        this.template = template;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (client.sql("select count(*) from product").query(Integer.class).single() == 0) {
            List<Object[]> rows = IntStream.rangeClosed(1, COUNT)
                    .mapToObj(id -> new Object[] {id, "product " + id, "of the best ".repeat(20), 100 + id})
                    .toList();
            template.batchUpdate("insert into product (id, name, description, cents) values (?, ?, ?, ?)", rows);
        }
    }

    @Cacheable("products")
    public Optional<Product> find(int id) {
        return client.sql("select id, name, description, cents from product where id = ?")
                .param(id)
                .query(Product.class)
                .optional();
    }

    public List<Integer> prices() {
        return client.sql("select cents from product order by id fetch first 100 rows only")
                .query((row, number) -> row.getInt("cents"))
                .list();
    }
}
