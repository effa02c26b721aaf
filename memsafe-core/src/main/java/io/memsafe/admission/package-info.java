/** Admission: budgets of bytes, the permits they give, and what units of work were found to cost. */
@org.jspecify.annotations.NullMarked
package io.memsafe.admission;
