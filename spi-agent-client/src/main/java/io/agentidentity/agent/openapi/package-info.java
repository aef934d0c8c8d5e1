/** The description of the APIs, as it lies in the JAR. Shell; it calls nothing of ours. */
package io.agentidentity.agent.openapi;
