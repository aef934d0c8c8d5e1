/**
 * Housekeeping: notes which tasks ran out and forgets what is too old to be asked for, in small transactions. Shell; it calls the
 * task stores and the record, and nothing calls it but the timer behind its factory.
 */
package io.agentidentity.task.sweep;
