/**
 * The chain that the records of a realm form, so that nobody can edit, remove, insert or reorder one unseen: links, signed heads and
 * their verification. Plain Java without a Keycloak type; may call JSON alone.
 */
package io.agentidentity.audit.chain;
