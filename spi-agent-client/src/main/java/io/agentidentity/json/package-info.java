/**
 * Strict JSON: input with duplicate members, trailing text or too much nesting is refused, never repaired.
 * Plain Java on Jackson; every other package may use it and it calls none of them.
 */
package io.agentidentity.json;
