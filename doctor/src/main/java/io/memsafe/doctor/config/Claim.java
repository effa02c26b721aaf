package io.memsafe.doctor.config;

import org.jspecify.annotations.Nullable;

/**
 * What is said of any service: who it is and which part of the memory it is to have.
 *
 * @param name unique on the machine
 * @param importance when memory runs out all the same
 * @param memoryBytes what it is to have; null for a share of what is left
 * @param weight of that share, beside those of the others
 */
public record Claim(
        String name, Importance importance, @Nullable Long memoryBytes, double weight) {}
