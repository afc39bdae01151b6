"""The page as Markdown: lines, blocks, headings, tables, links; nothing of works yet."""
