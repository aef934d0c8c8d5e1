/** Which tables of ours a server has. Read by whatever would touch them for somebody who is no agent; calls nothing of ours. */
package io.agentidentity.agent.schema;
