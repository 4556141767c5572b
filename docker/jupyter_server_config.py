# Jupyter's settings in the image, for jupyter lab and for jupyterhub-singleuser. (start.py says which folder to work in.)
import os

work = os.environ.get("NNBOOK_WORK", "/home/jovyan/work")
first = "nnbook/en/00_quickstart.ipynb"

c = get_config()  # noqa: F821 (Jupyter gives it)
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.open_browser = False
c.ServerApp.port_retries = 0
c.ServerApp.root_dir = work
c.KernelSpecManager.allowed_kernelspecs = {"nnbook"}
c.MultiKernelManager.default_kernel_name = "nnbook"
if os.path.exists(os.path.join(work, first)):
    c.LabApp.default_url = "/lab/tree/" + first
