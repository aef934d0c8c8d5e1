/**
 * What monitoring sees of agents: meters of Micrometer, which Keycloak shows at {@code /metrics} of its management port where
 * {@code metrics-enabled} is set. No meter names an agent, a person or a task.
 */
package io.agentidentity.metrics;
