/** Where findings are kept. Shell; it calls the database and the core of posture. */
package io.agentidentity.agent.findings;
