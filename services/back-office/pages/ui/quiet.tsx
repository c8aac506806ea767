import css from "./quiet.module.css";

/** Words beside what matters: nothing that is known of, where there are none. */
export function Quiet({
  children = "–",
  small,
  title,
}: {
  children?: string;
  small?: boolean;
  title?: string;
}) {
  return (
    <span className={css.quiet} data-small={small || undefined} title={title}>
      {children}
    </span>
  );
}
