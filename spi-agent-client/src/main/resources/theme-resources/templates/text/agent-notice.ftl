<#ftl output_format="plainText">
${msg("agentNoticeGreeting", (user.firstName)!(user.username)!"")}

${msg(bodyKey, agentName, agentClientId, realmTitle, dueAt, expiresAt)}

${msg("agentNoticeWhere", realmTitle)}
