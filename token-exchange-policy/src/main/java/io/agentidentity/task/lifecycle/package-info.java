/**
 * How tasks end, one by one or all of an agent or a person, with their records, in the transaction of the caller. Shell; it calls
 * the task store, the audit log and the signals.
 */
package io.agentidentity.task.lifecycle;
