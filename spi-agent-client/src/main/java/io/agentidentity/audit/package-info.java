/**
 * The record of who did what: one row per act, written in the transaction of that act, as CloudEvents.
 * {@code AuditRecord} and {@code ActorKind} are plain Java; {@code AuditLog} writes rows and hands them to the sinks.
 */
package io.agentidentity.audit;
