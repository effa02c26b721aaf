/** What a program does when memory is short: caches that shrink, limits that follow, an orderly stop, and why it was so. */
@org.jspecify.annotations.NullMarked
package io.memsafe.response;
