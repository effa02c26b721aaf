package io.memsafe.spring.boot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.response.Demand;
import io.memsafe.response.Scaler;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A small application, as a user would write it. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableCaching
class Shop {
    final AtomicReference<Demand> demand = new AtomicReference<>(Demand.NONE);

    @Bean
    Tank tank() {
        return new Tank();
    }

    @Bean
    Scaler workers() {
        return demand::set;
    }

    @Bean
    Cache<String, byte[]> images() {
        return Caffeine.newBuilder().maximumSize(1_000).build();
    }

    @RestController
    static class Orders {
        @GetMapping("/customers/{name}/orders")
        String orders(@PathVariable("name") String name) {
            return "orders of " + name;
        }
    }
}
