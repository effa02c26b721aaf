/** Sheds the requests that would not fit into memory, and no others. */
@org.jspecify.annotations.NullMarked
package io.memsafe.web;
