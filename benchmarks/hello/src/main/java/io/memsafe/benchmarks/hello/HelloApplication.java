package io.memsafe.benchmarks.hello;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application that says hello. Nothing in it knows of memsafe. */
@SpringBootApplication
public class HelloApplication {

    /**
     * Serves until it is killed.
     *
     * @param arguments properties
     */
    public static void main(String[] arguments) {
        SpringApplication.run(HelloApplication.class, arguments);
    }
}
