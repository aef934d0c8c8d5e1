/** What a token, or all tokens of a key, could reach, what was done with them, and what of that is alive. */
import { useAgents, useHref, useText } from "../../context";
import { useLoad } from "../../load";
import { Facts } from "../../parts/Facts";
import { Compact, Moment, Names, TaskStateLabel } from "../../parts/labels";
import { PersonById } from "../../parts/people";
import { Alert, Card, CardBody, CardTitle, Label, Table, Tbody, Td, Th, Thead, Title, Tr } from "../../pf";
import type { Key } from "../../texts";
import { Missing, Told } from "./Missing";
import type { Reach, ReachToken } from "./model";
import { Timeline } from "./Timeline";

const CALLS = 100;

export default function ReachOf({ jti, thumbprint }: { jti?: string; thumbprint?: string }) {
  const agents = useAgents();
  const path = jti === undefined ? ["audit", "used-keys", thumbprint ?? ""] : ["audit", "tokens", jti];
  const reach = useLoad<Reach>((signal) => agents("GET", path, { query: { max: CALLS }, signal }), [agents, path.join("/")]);
  return <Told of={reach}>{(found) => (found ? <Page reach={found} /> : <Missing />)}</Told>;
}

function Page({ reach }: { reach: Reach }) {
  const text = useText();
  const href = useHref();
  const number = new Intl.NumberFormat(text.lang);
  const { token, alive, done } = reach;
  const live = (alive.tokens?.length ?? 0) + (alive.tasks?.length ?? 0) > 0;
  const tables: readonly [Key, readonly ReachToken[] | undefined][] = [
    ["origin", reach.origin],
    ["bound", reach.bound],
    ["authenticatedWith", reach.authenticated],
    ["derived", reach.derived],
  ];
  return (
    <Card isFlat className="pf-v5-u-m-md" data-testid="reach">
      <CardTitle component="h2">
        {token ? text("reachOfToken", { jti: token.jti }) : text("reachOfKey", { key: reach.key?.thumbprint ?? "" })}
      </CardTitle>
      <CardBody>
        <Alert
          variant={live ? "warning" : "success"}
          isInline
          className="pf-v5-u-mb-md"
          data-testid="still-alive"
          title={text(live ? "aliveNow" : "aliveNothing", {
            tokens: number.format(alive.tokens?.length ?? 0),
            tasks: number.format(alive.tasks?.length ?? 0),
          })}
        >
          {alive.lastTokenExpiresAt ? (
            <p>
              {text("lastToken")} <Moment at={alive.lastTokenExpiresAt} seconds />
            </p>
          ) : null}
          {alive.tasksEndAt ? (
            <p>
              {text("tasksEndAt")} <Moment at={alive.tasksEndAt} seconds />
            </p>
          ) : null}
        </Alert>
        <Facts
          columns={2}
          of={[
            token ? ["kind", text.word("tokenKind", token.kind)] : null,
            token?.agent ? ["agent", token.agent] : null,
            token?.principal ? ["person", <PersonById key="p" id={token.principal.id} />] : null,
            token?.issuedAt ? ["issued", <Moment key="i" at={token.issuedAt} seconds />] : null,
            token?.expiresAt ? ["ends", <Moment key="e" at={token.expiresAt} seconds />] : null,
            token?.boundKey ? ["boundKey", <KeyLink key="b" thumbprint={token.boundKey} />] : null,
            token?.clientKey ? ["clientKey", <KeyLink key="c" thumbprint={token.clientKey} />] : null,
            ["couldReach", <Names key="a" of={reach.reach.audiences} none={text("nothing")} />],
            ["scopes", <Names key="s" of={reach.reach.scopes} none={text("nothing")} />],
            reach.reach.tasks?.length
              ? [
                  "tasks",
                  reach.reach.tasks.map((task) => (
                    <div key={task.id}>
                      <a href={href.agents({ section: "audit", task: task.id })}>{task.target ?? task.id}</a>{" "}
                      {task.state ? <TaskStateLabel state={task.state} /> : null}
                    </div>
                  )),
                ]
              : null,
            ["callsPermitted", number.format(done.callsPermitted ?? 0)],
            ["callsRefused", number.format(done.callsRefused ?? 0)],
            ["introspections", number.format(done.introspections ?? 0)],
          ]}
        />
        {tables.map(([title, tokens]) => (tokens?.length ? <Tokens key={title} title={title} tokens={tokens} /> : null))}
        {reach.more ? <Alert variant="info" isInline isPlain title={text("reachMore")} className="pf-v5-u-mt-md" /> : null}
        {done.calls?.length ? (
          <>
            <Title headingLevel="h3" size="md" className="pf-v5-u-my-md">
              {text("whatWasDone")}
            </Title>
            <Timeline lines={done.calls} label={text("whatWasDone")} />
          </>
        ) : null}
      </CardBody>
    </Card>
  );
}

function KeyLink({ thumbprint }: { thumbprint: string }) {
  const href = useHref();
  return <a href={href.agents({ section: "audit", key: thumbprint })}>{thumbprint}</a>;
}

function Tokens({ title, tokens }: { title: Key; tokens: readonly ReachToken[] }) {
  const text = useText();
  const href = useHref();
  return (
    <>
      <Title headingLevel="h3" size="md" className="pf-v5-u-mt-md">
        {text(title)}
      </Title>
      <Table variant="compact" aria-label={text(title)} data-testid={`reach-${title}`}>
        <Thead>
          <Tr>
            <Th>{text("tokenId")}</Th>
            <Th>{text("kind")}</Th>
            <Th>{text("agent")}</Th>
            <Th>{text("target")}</Th>
            <Th>{text("ends")}</Th>
            <Th>{text("stateOf")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {tokens.map((token) => (
            <Tr key={token.jti}>
              <Td dataLabel={text("tokenId")} modifier="breakWord">
                <a href={href.agents({ section: "audit", jti: token.jti })}>{token.jti}</a>
              </Td>
              <Td dataLabel={text("kind")}>{text.word("tokenKind", token.kind)}</Td>
              <Td dataLabel={text("agent")}>{token.agent ?? token.principal?.name ?? text("none")}</Td>
              <Td dataLabel={text("target")} modifier="breakWord">
                {token.audience ?? text("none")}
              </Td>
              <Td dataLabel={text("ends")}>
                <Moment at={token.expiresAt} />
              </Td>
              <Td dataLabel={text("stateOf")}>
                {token.alive === undefined ? (
                  text("none")
                ) : (
                  <Compact>
                    <Label isCompact color={token.alive ? "green" : "grey"}>
                      {text(token.alive ? "tokenAlive" : token.revoked ? "tokenRevoked" : "tokenDead")}
                    </Label>
                  </Compact>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}
