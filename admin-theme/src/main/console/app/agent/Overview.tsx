/** Who an agent is, who answers for it, how it proves that it is it, and what is wrong with it. */
import { useAgents, useHref, useText } from "../context";
import { useLoad } from "../load";
import type { Agent, Finding, Live } from "../model";
import { Facts } from "../parts/Facts";
import { FindingAlerts } from "../parts/Findings";
import { LevelLabel, Moment, Names } from "../parts/labels";
import { Part } from "../parts/Part";
import { OwnerLink, PersonById } from "../parts/people";
import { Content } from "../parts/State";
import { Alert, Gallery, PageSection } from "../pf";
import { ActivityCard } from "./ActivityCard";
import { CredentialCard } from "./CredentialCard";
import { LiveCard } from "./LiveCard";

export function Overview({ agent, changed }: { agent: Agent; changed: () => void }) {
  const text = useText();
  const agents = useAgents();
  const findings = useLoad<Finding[]>(
    (signal) => agents("GET", [agent.id, "posture"], { signal }),
    [agents, agent.id, agent.version],
  );
  const live = useLoad<Live>((signal) => agents("GET", [agent.id, "live"], { signal }), [agents, agent.id, agent.version]);
  return (
    <PageSection>
      {(agent.suspensions ?? []).map((suspension) => (
        <Alert
          key={suspension.cause}
          variant="warning"
          isInline
          className="pf-v5-u-mb-md"
          title={text("suspendedBecause", { cause: text.word("cause", suspension.cause) })}
        >
          {suspension.reason ? <p>{suspension.reason}</p> : null}
          <p>
            {suspension.by ? (
              <>
                {text("by")} <PersonById plain id={suspension.by} />{" "}
              </>
            ) : null}
            {suspension.until ? (
              <>
                {text("until")} <Moment at={suspension.until} />
              </>
            ) : null}
          </p>
        </Alert>
      ))}
      <Content of={findings}>{(all) => <FindingAlerts findings={all} agent={agent} changed={changed} />}</Content>
      <Gallery hasGutter minWidths={{ default: "100%", xl: "45%" }}>
        <Identity agent={agent} />
        <People agent={agent} />
        {agent.credential ? <CredentialCard agent={agent} changed={changed} /> : null}
        <Life agent={agent} />
        <LiveCard agent={agent} live={live} />
      </Gallery>
      {agent.status === "retired" ? null : (
        <div className="pf-v5-u-mt-md">
          <ActivityCard agent={agent} />
        </div>
      )}
    </PageSection>
  );
}

function Identity({ agent }: { agent: Agent }) {
  const text = useText();
  const href = useHref();
  const none = text("none");
  return (
    <Part title={text("identity")}>
      <Facts
        of={[
          [
            "clientId",
            <a key="c" href={href.client(agent.id)}>
              {agent.clientId}
            </a>,
          ],
          ["name", agent.name],
          agent.description ? ["description", agent.description] : null,
          ["purpose", agent.purpose ?? none],
          ["environment", text.word("environment", agent.environment)],
          agent.facts.vendor ? ["vendor", agent.facts.vendor] : null,
          agent.facts.model ? ["model", agent.facts.model] : null,
          agent.facts.framework ? ["framework", agent.facts.framework] : null,
          agent.facts.version ? ["softwareVersion", agent.facts.version] : null,
          agent.facts.contact ? ["contact", agent.facts.contact] : null,
          agent.facts.labels?.length ? ["labels", <Names key="l" of={agent.facts.labels} none="" />] : null,
        ]}
      />
    </Part>
  );
}

function People({ agent }: { agent: Agent }) {
  const text = useText();
  const href = useHref();
  return (
    <Part title={text("people")}>
      <Facts
        of={[
          ["owner", <OwnerLink key="o" owner={agent.owner} />],
          ["ownerAnswer", text.word("answer", agent.owner.answer)],
          agent.orphanedSince ? ["orphanedSince", <Moment key="m" at={agent.orphanedSince} />] : null,
          [
            "sponsors",
            agent.sponsors.length === 0
              ? text("noSponsors")
              : agent.sponsors.map((sponsor) => (
                  <div key={sponsor.id}>
                    <a href={sponsor.type === "group" ? href.group(sponsor.id) : href.user(sponsor.id)}>
                      {sponsor.name ?? sponsor.id}
                    </a>
                    {sponsor.type === "group" ? ` (${text("group")})` : ""}
                  </div>
                )),
          ],
        ]}
      />
    </Part>
  );
}

function Life({ agent }: { agent: Agent }) {
  const text = useText();
  return (
    <Part title={text("life")}>
      <Facts
        of={[
          [
            "risk",
            <span key="r">
              <LevelLabel group="risk" level={agent.risk.level} /> {agent.risk.reason}
            </span>,
          ],
          ["lastUsed", <Moment key="m" at={agent.lastUsedAt} none={text("never")} />],
          ["reviewDue", <Moment key="m" at={agent.review.dueAt} />],
          ["reviewed", <Moment key="m" at={agent.review.lastAt} none={text("never")} />],
          ["expires", <Moment key="m" at={agent.expiresAt} none={text("noEnd")} />],
          ["created", <Moment key="m" at={agent.createdAt} />],
          ["changed", <Moment key="m" at={agent.updatedAt} />],
        ]}
      />
    </Part>
  );
}
