// Loads the page anew when a file that it is made of has changed, or a wait on it is over.
setInterval(async () => {
  try {
    const answer = await fetch("/version");
    if (answer.ok && (await answer.text()) !== "VERSION") location.reload();
  } catch {
    // The server has ended; what is shown stays.
  }
}, 700);
