/** What several parts of the admin API ask alike: who an administrator is, and which page is wanted. Shell; it calls nothing of ours. */
package io.agentidentity.agent.admin;
