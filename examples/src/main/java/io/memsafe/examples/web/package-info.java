/**
 * The web demo: one small server twice, without and with memsafe, under the same load.
 *
 * <p>{@link io.memsafe.examples.web.WebDemo} is the program; {@link io.memsafe.examples.web.ReportServer} is the page to copy
 * from.
 */
@org.jspecify.annotations.NullMarked
package io.memsafe.examples.web;
