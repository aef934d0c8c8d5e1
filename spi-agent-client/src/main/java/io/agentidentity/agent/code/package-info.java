/**
 * Agents as code: all agents of a realm as one document, written and read back. {@code Document} and {@code Difference} are plain
 * Java; the rest is shell over the lifecycle and the stores.
 */
package io.agentidentity.agent.code;
