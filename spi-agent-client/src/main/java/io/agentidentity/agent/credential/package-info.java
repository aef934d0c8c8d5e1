/**
 * Credentials of agents: which kinds there are, what a good one looks like, and what identifies its holder. Plain Java; it may
 * call nothing but JSON.
 */
package io.agentidentity.agent.credential;
