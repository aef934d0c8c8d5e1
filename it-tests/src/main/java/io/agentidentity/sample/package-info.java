/**
 * Two small servers that let agents in: a resource server and an MCP server, as somebody might write them who has only this
 * bundle's documentation and common libraries. They call nothing of the rest of this module.
 */
package io.agentidentity.sample;
