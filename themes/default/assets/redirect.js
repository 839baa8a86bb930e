// Leads on from a page's former place, with the question and the anchor that the reader came with.
{
  const to = new URL(document.querySelector("link[rel=canonical]").href);
  to.search = location.search;
  if (location.hash) to.hash = location.hash;
  location.replace(to);
}
