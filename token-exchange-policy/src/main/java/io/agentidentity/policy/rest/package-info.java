/**
 * {@code …/agents/policy} of the admin API: the rules of a realm, their versions, and what is wrong with rules that are not in force
 * yet. Shell; it may call the core of rules, their store and the audit log.
 */
package io.agentidentity.policy.rest;
