/** Draws the page that the address names. */
import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import type { ConsoleContext } from "../shared/context";
import { AgentPage } from "./agent/AgentPage";
import { Given, useConsole, useView } from "./context";
import { Failure, Loading } from "./parts/State";
import { Toasts } from "./parts/Toasts";
import { RealmPage } from "./realm/RealmPage";
import { loadTexts, type Texts } from "./texts";
import { UserAgents } from "./user/UserAgents";

// What is visited rarely is fetched when it is.
const CreatePage = lazy(() => import("./create/CreatePage"));
const AdoptPage = lazy(() => import("./create/AdoptPage"));

export function App({ context }: { context: ConsoleContext }) {
  const [text, setText] = useState<Texts | null>(null);
  useEffect(() => {
    void loadTexts(context.language).then((loaded) => {
      setText(() => loaded);
    });
  }, [context.language]);
  if (!text) {
    return null;
  }
  return (
    <Given context={context} text={text}>
      <Toasts>
        <Guarded key={context.place.page + context.place.realm}>
          <Suspense fallback={<Loading />}>
            <Page />
          </Suspense>
        </Guarded>
      </Toasts>
    </Given>
  );
}

function Page() {
  const { place, rights } = useConsole();
  const view = useView();
  const id = view.get("agent");
  if (place.page === "user") {
    return <UserAgents key={place.user} user={place.user} />;
  }
  if (id !== "") {
    return <AgentPage key={id} id={id} />;
  }
  if (rights.manage && view.get("view") === "create") {
    return <CreatePage />;
  }
  if (rights.manage && view.get("view") === "adopt") {
    return <AdoptPage />;
  }
  return <RealmPage />;
}

/** Keeps an error in a page from taking the pages away for good. */
class Guarded extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) {
      return this.props.children;
    }
    return (
      <Failure
        error={this.state.error}
        retry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}
