/** What is needed to add a signal of your own: implement {@link io.memsafe.spi.MemorySignal}, name it for {@code ServiceLoader}. */
@org.jspecify.annotations.NullMarked
package io.memsafe.spi;
