package io.memsafe.examples.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** The application. Nothing in it knows of memsafe. */
@SpringBootApplication
@EnableCaching
public class ShopApplication {

    /**
     * Serves on port 8080.
     *
     * @param arguments properties, such as {@code --server.port=8081}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(ShopApplication.class, arguments);
    }
}
