@echo off
rem written as cp932 by bench/windows.py: the code page is set first, on every Windows
chcp 932 >nul
title 在宅医療アトラス
if not exist "%~dp0python\python.exe" goto unpack
if not exist "%~dp0lib\zaitaku" goto unpack
echo 在宅医療アトラスを始めます。ブラウザが開くまで、このまま待ってください。
echo 使い終わったら、この窓を閉じてください。
echo.
"%~dp0python\python.exe" -X utf8 -X "pycache_prefix=%LOCALAPPDATA%\zaitaku\pycache" -m zaitaku.cli serve --next-port --sample-if-empty --browser
if errorlevel 1 pause
exit /b
:unpack
echo zip を開いただけでは動きません。
echo zip を右クリックし、「すべて展開」で取り出したものを開いてください。
pause
exit /b 1
