import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./tag.module.css";

export type TagColor = "gray" | "teal" | "blue" | "orange" | "red" | "grape";

const { root, label } = Badge.classes as { root: string; label: string };
// By the library's name other styles find it.
const outer = `${root} mantine-Badge-root ${css.tag}`;

/** A badge for the lines of a list: the look alone, for there are hundreds of them. */
export function Tag({ color, children }: { color: TagColor; children: ReactNode }) {
  return (
    <div className={outer} data-color={color}>
      <span className={label}>{children}</span>
    </div>
  );
}
