package io.memsafe.examples.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Pages that cost next to nothing, and a report that holds all its rows until it is written. */
@RestController
class ShopController {
    private static final int ROW_BYTES = 900;
    private static final int MOST_ROWS = 1_000_000;

    private final Products products;

    ShopController(Products products) {
        this.products = products;
    }

    /** A line of the report. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sale(int cents, byte[] receipt) {}

    /** What a report says. */
    record Summary(int sales, long cents) {}

    @GetMapping("/products/{id}")
    ResponseEntity<Product> product(@PathVariable("id") int id) {
        return ResponseEntity.of(products.find(id));
    }

    @GetMapping("/reports/sales")
    Summary sales(@RequestParam("rows") int rows, @RequestParam(name = "millis", defaultValue = "0") int millis)
            throws InterruptedException {
        List<Integer> prices = products.prices();
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < Math.min(rows, MOST_ROWS); i++) {
            sales.add(new Sale(prices.get(i % prices.size()), new byte[ROW_BYTES]));
        }
        TimeUnit.MILLISECONDS.sleep(millis); // another system is asked for its part
        return new Summary(sales.size(), sales.stream().mapToLong(Sale::cents).sum());
    }
}
