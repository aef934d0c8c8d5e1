/**
 * {@code /realms/{realm}/agents/access}: decisions on single calls for resource servers and their gateways (AuthZEN Authorization
 * API 1.0), and what came of them. Shell; it verifies, asks the core, counts, records and answers.
 */
package io.agentidentity.decision.rest;
