/** The story of a task with all that was handed down from it, from the login of the person to its end. */
import { useState } from "react";
import { useAgents, useHref, useText } from "../../context";
import { useLoad } from "../../load";
import { Facts } from "../../parts/Facts";
import { Moment, TaskStateLabel } from "../../parts/labels";
import { PersonById } from "../../parts/people";
import { Failure } from "../../parts/State";
import { Alert, Button, Card, CardBody, CardTitle } from "../../pf";
import { Missing, Told } from "./Missing";
import type { StoryLine, TaskPlace, TaskStory } from "./model";
import { Timeline } from "./Timeline";

const LINES = 100;

export default function Story({ task }: { task: string }) {
  const agents = useAgents();
  const story = useLoad<TaskStory>(
    (signal) => agents("GET", ["audit", "tasks", task], { query: { max: LINES }, signal }),
    [agents, task],
  );
  return <Told of={story}>{(found) => (found ? <Page key={task} story={found} /> : <Missing />)}</Told>;
}

function Page({ story }: { story: TaskStory }) {
  const text = useText();
  const agents = useAgents();
  const [lines, setLines] = useState<readonly StoryLine[]>(story.timeline);
  const [next, setNext] = useState(story.next);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const more = async () => {
    setBusy(true);
    setError(null);
    try {
      const query = { after: next, max: LINES };
      const page = await agents<TaskStory>("GET", ["audit", "tasks", story.task.id], { query });
      setLines([...lines, ...page.timeline]);
      setNext(page.next);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const { counts } = story;
  const number = new Intl.NumberFormat(text.lang);
  const of = (value: number | undefined) => number.format(value ?? 0);
  return (
    <Card isFlat className="pf-v5-u-m-md" data-testid="story">
      <CardTitle component="h2">{text("storyOf", { purpose: story.task.purpose ?? story.task.id })}</CardTitle>
      <CardBody>
        <Alert
          variant={story.alive ? "warning" : "success"}
          isInline
          className="pf-v5-u-mb-md"
          title={text(story.alive ? "taskAlive" : "taskOver")}
        >
          {story.lastTokenExpiresAt ? (
            <p>
              {text("lastToken")} <Moment at={story.lastTokenExpiresAt} seconds />
            </p>
          ) : null}
        </Alert>
        <Place place={story.task} />
        {story.tasks.map((place) => (
          <Place key={place.id} place={place} />
        ))}
        <Facts
          columns={2}
          of={[
            ["tokensIssued", of(counts.tokens)],
            ["callsPermitted", of(counts.callsPermitted)],
            ["callsRefused", of(counts.callsRefused)],
            ["refusedInAll", of(counts.refused)],
          ]}
        />
        <div className="pf-v5-u-mt-md">
          <Timeline lines={lines} label={text("timeline")} />
        </div>
        {error === null ? null : <Failure error={error} />}
        {next === null ? null : (
          <Button variant="secondary" isLoading={busy} isDisabled={busy} onClick={() => void more()}>
            {text("showMore")}
          </Button>
        )}
      </CardBody>
    </Card>
  );
}

/** One task of the story: who works at it, for whom, and how they had logged in. */
function Place({ place }: { place: TaskPlace }) {
  const text = useText();
  const href = useHref();
  const { login } = place;
  return (
    <div className="pf-v5-u-mb-md" data-testid="story-task">
      <Facts
        columns={2}
        of={[
          place.parentId
            ? [
                "parentTask",
                <a key="p" href={href.agents({ section: "audit", task: place.parentId })}>
                  {place.parentId}
                </a>,
              ]
            : null,
          ["agent", place.agent ?? text("none")],
          [
            "person",
            place.autonomous ? text("forNobody") : place.principal ? <PersonById key="p" id={place.principal.id} /> : "–",
          ],
          ["stateOf", <TaskStateLabel key="s" state={place.state} />],
          place.target ? ["target", place.target] : null,
          place.expiresAt ? ["ends", <Moment key="m" at={place.expiresAt} seconds />] : null,
          login?.authenticatedAt
            ? [
                "login",
                <span key="l">
                  <Moment at={login.authenticatedAt} seconds />
                  {login.clientId ? ` ${text("in")} ${login.clientId}` : ""}
                  {login.acr ? `, acr ${login.acr}` : ""}
                  {login.amr?.length ? `, amr ${login.amr.join(" ")}` : ""}
                </span>,
              ]
            : null,
        ]}
      />
    </div>
  );
}
