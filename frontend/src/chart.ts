/** Charts of the climate stations. The same numbers stand in a table below; the sentence above says what one sees. */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import type { ECBasicOption } from "echarts/types/dist/shared";
import { SVGRenderer } from "echarts/renderers";
import { onThemeChange } from "./theme";

use([LineChart, BarChart, GridComponent, TooltipComponent, SVGRenderer]);

interface Drawn {
  unit: string;
  labels: string[];
  /** What stands below the axis; empty where nothing does. */
  ticks: string[];
  lines: { name: string; values: (number | null)[]; look: "line" | "dashed" | "bar" }[];
}

const numbers = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
const FONT_PX = 13;

function spoken(value: unknown, unit: string): string {
  return typeof value === "number" ? `${numbers.format(value).replace("-", "−")} ${unit}` : "–";
}

function optionsFor({ unit, labels, ticks, lines }: Drawn, drawing: HTMLElement): ECBasicOption {
  const style = getComputedStyle(drawing);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const ink = colour("--ink-muted");
  const text = { color: ink, fontSize: FONT_PX, fontFamily: style.fontFamily };
  return {
    animation: false,
    grid: { left: 44, right: 16, top: 24, bottom: 44 },
    textStyle: text,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the other mode writes style attributes, which the policy forbids
      confine: true,
      backgroundColor: colour("--surface-raised"),
      borderColor: colour("--line-control"),
      textStyle: { ...text, color: colour("--ink") },
      formatter: (points: { axisValueLabel: string; seriesName: string; value: unknown }[]) =>
        [points[0]?.axisValueLabel, ...points.map((each) => `${each.seriesName}: ${spoken(each.value, unit)}`)].join("\n"),
    },
    xAxis: {
      type: "category",
      data: labels,
      boundaryGap: lines[0]?.look === "bar",
      axisLine: { lineStyle: { color: colour("--line-control") } },
      axisTick: { show: false },
      axisLabel: {
        ...text,
        lineHeight: FONT_PX + 4,
        interval: (place: number) => ticks[place] !== "",
        formatter: (_label: string, place: number) => ticks[place] ?? "",
      },
    },
    yAxis: {
      type: "value",
      scale: lines[0]?.look !== "bar",
      name: unit,
      nameTextStyle: { ...text, align: "right", padding: [0, 8, 0, 0] },
      axisLabel: { ...text, formatter: (value: number) => whole.format(value).replace("-", "−") },
      splitLine: { lineStyle: { color: colour("--line") } },
    },
    series: lines.map(({ name, values, look }, place) => ({
      name,
      type: look === "bar" ? "bar" : "line",
      data: values,
      symbol: values.length > 10 ? "none" : "circle",
      symbolSize: 6,
      color: place ? colour("--ink") : colour("--sign"),
      lineStyle: { width: place ? 1.5 : 2.5, type: look === "dashed" ? "dashed" : "solid" },
    })),
  };
}

class Chart {
  readonly #drawn: Drawn;
  readonly #drawing: HTMLElement;
  readonly #chart: EChartsType;

  constructor(figure: HTMLElement) {
    const [json, drawing] = [figure.querySelector("script"), figure.querySelector<HTMLElement>("[data-drawing]")];
    if (!json?.textContent || !drawing) throw new Error("A chart has no numbers or no place.");
    this.#drawn = JSON.parse(json.textContent) as Drawn;
    this.#drawing = drawing;
    this.#chart = init(drawing, null, { renderer: "svg" });
    this.draw();
    new ResizeObserver(() => this.#chart.resize()).observe(drawing);
  }

  draw(): void {
    this.#chart.setOption(optionsFor(this.#drawn, this.#drawing), { notMerge: true });
  }
}

let charts: Chart[] = [];

function drawAll(): void {
  charts = [...document.querySelectorAll<HTMLElement>("[data-chart]")].map((figure) => new Chart(figure));
}

drawAll();
onThemeChange(() => charts.forEach((chart) => chart.draw()));
document.addEventListener("entry-renewed", drawAll); // new readings have come, and with them new figures
