/**
 * Tokens of ours: how one is recognised, built from an allow-list and signed, and verified against its row, its task, its agent
 * and its people. Shell; exchange, introspection, revocation and the task API share it. It calls the stores and the gate.
 */
package io.agentidentity.token;
