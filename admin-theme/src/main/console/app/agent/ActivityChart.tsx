/** Days of an agent as stacked bars, with its tasks as a line. */
import { Chart } from "@patternfly/react-charts/dist/esm/components/Chart/Chart";
import { ChartAxis } from "@patternfly/react-charts/dist/esm/components/ChartAxis/ChartAxis";
import { ChartBar } from "@patternfly/react-charts/dist/esm/components/ChartBar/ChartBar";
import { ChartLine } from "@patternfly/react-charts/dist/esm/components/ChartLine/ChartLine";
import { ChartStack } from "@patternfly/react-charts/dist/esm/components/ChartStack/ChartStack";
import { useEffect, useRef, useState } from "react";
import { useText } from "../context";
import type { Activity } from "../model";

const COLOURS = {
  permitted: "var(--pf-v5-chart-color-green-300, #4cb140)",
  refused: "var(--pf-v5-chart-color-red-200, #a30000)",
  tasks: "var(--pf-v5-chart-color-purple-300, #5752d1)",
};
const INK = "var(--pf-v5-global--Color--100)";
const HEIGHT = 220;
const NARROW = 620;

export default function ActivityChart({ days }: { days: Activity["days"] }) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return undefined;
    }
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(280, element.clientWidth));
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  const format = new Intl.DateTimeFormat(text.lang, { day: "numeric", month: "short", timeZone: "UTC" });
  const number = new Intl.NumberFormat(text.lang, { maximumFractionDigits: 1 });
  const every = width < NARROW ? 3 : 1;
  const ticks = days.map((day) => day.date).filter((_date, index) => (days.length - 1 - index) % every === 0);
  const bars = (member: "permitted" | "refused") => (
    <ChartBar
      name={member}
      data={days.map((day) => ({ x: day.date, y: day[member] }))}
      barWidth={Math.max(6, width / days.length / 3)}
      style={{ data: { fill: COLOURS[member] } }}
    />
  );
  const top = Math.max(4, ...days.map((day) => Math.max(day.permitted + day.refused, day.tasks)));
  const label = { tickLabels: { fill: INK, fontSize: 12 } };
  return (
    <div ref={box}>
      <Chart
        ariaTitle={text("activity", { days: days.length })}
        ariaDesc={text("activityAbout")}
        width={width}
        height={HEIGHT}
        padding={{ top: 20, bottom: 55, left: 55, right: 20 }}
        domainPadding={{ x: [20, 20] }}
        domain={{ y: [0, top] }}
        categories={{ x: days.map((day) => day.date) }}
        legendPosition="bottom-left"
        legendData={(["permitted", "refused", "tasks"] as const).map((name) => ({
          name: text(name === "tasks" ? "tasks" : `outcome.${name}`),
          symbol: { fill: COLOURS[name], type: name === "tasks" ? "minus" : "square" },
          labels: { fill: INK },
        }))}
      >
        <ChartAxis
          tickValues={ticks}
          tickFormat={(date: string) => format.format(new Date(`${date}T00:00:00Z`))}
          style={label}
        />
        <ChartAxis dependentAxis showGrid tickFormat={(value: number) => number.format(value)} style={label} />
        <ChartStack>
          {bars("permitted")}
          {bars("refused")}
        </ChartStack>
        <ChartLine
          name="tasks"
          data={days.map((day) => ({ x: day.date, y: day.tasks }))}
          style={{ data: { stroke: COLOURS.tasks, strokeWidth: 2 } }}
        />
      </Chart>
    </div>
  );
}
