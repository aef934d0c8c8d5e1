/**
 * The sets of rules that realms have and had, and which rules could not be evaluated. Shell; it may call the core of rules and the
 * database only.
 */
package io.agentidentity.policy.store;
