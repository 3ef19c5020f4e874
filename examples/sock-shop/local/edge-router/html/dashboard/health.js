async function refresh() {
  const answer = await fetch('/health');
  document.getElementById('health').textContent = JSON.stringify(await answer.json(), null, 2);
}
refresh();
setInterval(refresh, 2000);
